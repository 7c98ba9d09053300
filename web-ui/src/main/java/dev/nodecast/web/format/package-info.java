/**
 * Numbers, times and curves as people read them: pure functions, locale-free, three significant
 * digits, a unit on everything. A number that was not measured is a dash, never a zero.
 */
package dev.nodecast.web.format;
