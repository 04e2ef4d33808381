// What a page of Avocet loads besides the viewer: it wakes the small things. The pages are whole without it.
import { enableCopying } from "./ui/copy";

enableCopying(document);
