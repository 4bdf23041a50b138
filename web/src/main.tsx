import { render } from "preact";
import "./style.css";

render(<main>Tickets</main>, document.getElementById("app")!);

export { settings } from "./settings.js";
