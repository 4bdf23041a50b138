import { render } from "preact";
import { App } from "./app.js";
import { askAhead } from "./calls/reads.js";
import "./style.css";

askAhead(location.pathname);

render(<App />, document.getElementById("app")!);
