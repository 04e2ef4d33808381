// What a page loads to have <avocet-viewer>.
import { AvocetViewer } from "./ui/viewer";

if (!customElements.get("avocet-viewer")) customElements.define("avocet-viewer", AvocetViewer);
export { AvocetViewer };
