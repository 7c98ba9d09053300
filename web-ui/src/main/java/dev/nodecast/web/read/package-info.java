/**
 * What the pages show, as records made for them: the border between the dashboard and whatever
 * keeps the present and the past. One convention for what was not measured: a {@code double} is
 * {@code NaN}, a text is empty, an {@code Instant} is {@code Instant.EPOCH}; 0 always is a measured
 * zero. Units are in the names; shares are 0 to 1; rates are per second.
 */
package dev.nodecast.web.read;
