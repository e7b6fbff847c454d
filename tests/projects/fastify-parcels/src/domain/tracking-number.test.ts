import { expect, test } from "vitest";
import { InvalidTrackingNumberError } from "./errors.js";
import { TrackingNumber } from "./tracking-number.js";

test("two letters and nine digits are needed", () => {
  expect(() => TrackingNumber.parse("nonsense")).toThrow(InvalidTrackingNumberError);
});
