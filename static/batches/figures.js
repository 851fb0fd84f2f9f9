/* Numbers as people read them; templatetags/figures.py writes them alike. */

export const grouped = (number) => number.toLocaleString("en-US");

export function rate(number) {
  if (number === null) return "–";
  if (number >= 100) return grouped(Math.round(number));
  return number.toFixed(number > 0 && number < 0.1 ? 2 : 1);
}

/** A length of time: "4:05" or "1:04:05". */
export function clock(seconds) {
  if (seconds === null) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}
