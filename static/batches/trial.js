/* Trying rows: the slider and its number, and rows that open. */
import { watchPace } from "./pace.js";
import { watchRows } from "./rows.js";

watchPace();
watchRows();
