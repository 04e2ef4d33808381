// Who waits for long is told for whom, and can ask again.
import type { Trouble } from "./session";
import type { SessionState } from "./session_state";
import { effect } from "./signal";

const LONG = 8000; // milliseconds
const WHAT = "The server takes long to answer.";

// `address`: of what is being opened.
export function watchWaiting(session: SessionState, address: () => string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const medium = session.performance.peek()?.principal?.part.choices[0]?.id;
    session.tell({ kind: "network", address: medium ?? address(), what: WHAT, whose: "server", detail: `${LONG / 1000} s`, again: true });
  };
  const isOther = (one: Trouble) => one.what !== WHAT;
  const stop = effect(() => {
    const waits = session.readiness() === "loading" || session.stalled();
    clearTimeout(timer);
    if (waits) timer = setTimeout(tell, LONG);
    else if (!session.trouble.peek().every(isOther)) session.trouble.set(session.trouble.peek().filter(isOther));
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
