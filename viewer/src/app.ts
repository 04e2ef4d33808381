// What a page of Avocet loads: defines the elements and wakes the small things. The pages are whole without it.
import { enableCopying } from "./ui/copy";
import { Player } from "./page_player/player";

customElements.define("avocet-player", Player);
enableCopying(document);
