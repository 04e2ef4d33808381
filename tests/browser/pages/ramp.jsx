import { IIIFPlayer, MediaPlayer, StructuredNavigation, Transcript } from "@samvera/ramp";
import "@samvera/ramp/dist/ramp.css";
import { createRoot } from "react-dom/client";
import "video.js/dist/video-js.css";

createRoot(document.getElementById("root")).render(
  <IIIFPlayer manifestUrl={window.address}>
    <MediaPlayer enableFileDownload={false} />
    <StructuredNavigation />
    <Transcript playerID="iiif-media-player" manifestUrl={window.address} />
  </IIIFPlayer>,
);
