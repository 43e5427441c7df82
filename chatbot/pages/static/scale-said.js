// What two numbers, before and after an exercise, allow to be said. Pure.

// The name of the sentence: "lower", "same" or "higher".
export function said({ before, after }) {
  if (after < before) return "lower";
  return after === before ? "same" : "higher";
}

// Whether the last two exercises of a page, in the order in which they were measured, both left the number where it
// was or higher.
export function twiceWithoutRelief(measured) {
  const lastTwo = measured.slice(-2);
  return lastTwo.length === 2 && lastTwo.every((scale) => said(scale) !== "lower");
}
