import Viewer from "@samvera/clover-iiif/viewer";
import { createRoot } from "react-dom/client";

createRoot(document.getElementById("root")).render(<Viewer iiifContent={window.address} />);
