package dev.nodecast.web.read;

/**
 * One service on the map. Its place depends on who calls whom and on what the map showed before,
 * never on figures.
 *
 * @param signals of what it answers; of what answers nothing, of what it asks
 * @param answers which of the two
 * @param callers how many others call it, on the map
 * @param callees how many others it calls, on the map
 * @param column from the left
 * @param row from the top
 */
public record MapBox(
    CallEnd end,
    Health health,
    Signals signals,
    boolean answers,
    int callers,
    int callees,
    int column,
    int row) {}
