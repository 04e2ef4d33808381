// Every sentence that tells of a trouble. The sentence in English is its own name: what is wrong is said where it is
// found, and only sentences of this list can be said there (the compiler sees to it). Other languages hold one for each.
export const SENTENCES = [
  // opening a document
  "This is neither an address nor a IIIF content state.",
  "The content state leads to other content states without end.",
  "The document is larger than this viewer reads.",
  "The document is larger than this viewer reads; the rest of it is left out.",
  "This is JSON, but not a IIIF document.",
  "This is a IIIF document of another kind, not a manifest or a collection.",
  "This JSON does not say that it is a IIIF manifest or collection.",
  "This is the address of a web page, not of a IIIF document.",
  "The document is broken: it is not JSON.",
  // what is in it
  "The manifest holds nothing that can be shown.",
  "Nothing is painted on this canvas.",
  "This viewer does not show this kind of content.",
  "The duration of a canvas must be a number of seconds above 0.",
  "What is painted is only named, not given: the manifest must hold it.",
  "Only painting annotations belong into the items of a canvas.",
  "Painting annotations belong into the items of a canvas, not into its annotations.",
  "A page of annotations has neither items nor an address.",
  "A range names a canvas that the manifest does not have.",
  "Ranges lie deeper in one another than this viewer follows.",
  "A member of the collection is neither a manifest nor a collection with an address.",
  "The body of an annotation is not described, so what to paint is not known.",
  "A SpecificResource does not say what it is a part of.",
  "The address of a body is missing or is not of the web.",
  "A canvas must have both a width and a height, or neither.",
  "The annotation is painted here but its target is another canvas.",
  "The annotation begins after the end of its canvas.",
  "The annotation lasts beyond the end of its canvas.",
  "Canvases lie deeper in one another than this viewer follows.",
  "A nested canvas is only named, and the manifest does not hold it.",
  // getting and playing a recording
  "This recording is not open to everyone: its server asks for permission.",
  "This is a substitute: the recording itself is not open to everyone.",
  "This recording is open to you by permission.",
  "There is nothing at this address any more.",
  "The server answers with an error.",
  "The server does not allow other sites to use this (it sends no CORS headers).",
  "This page is secure and the address is not (http), so the browser refuses it.",
  "The server cannot be reached.",
  "The server gives this recording only as a whole: it plays, but moving about in it does not work.",
  "At this address there is a web page, not a recording.",
  "This browser does not know the format of this recording.",
  "This browser cannot decode this recording.",
  "This browser plays the sound of this recording but cannot decode its picture.",
  "The recording is damaged or is not what it says it is.",
  "This text is in a form that the viewer does not read.",
  // whose part it is
  "Only the publisher of this document can mend it.",
  "Only whoever runs the server can mend it.",
  "Another browser or a media player may be able to play it.",
  "Perhaps the connection is down: try again in a while.",
] as const;

export type Sentence = (typeof SENTENCES)[number];
export type Sentences = Readonly<Record<Sentence, string>>;
