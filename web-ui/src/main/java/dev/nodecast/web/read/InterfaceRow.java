package dev.nodecast.web.read;

/**
 * One network interface.
 *
 * @param speedBitsPerSecond NaN where the driver does not say
 */
public record InterfaceRow(
    String name,
    double speedBitsPerSecond,
    double rxBytesPerSecond,
    double txBytesPerSecond,
    double rxPacketsPerSecond,
    double txPacketsPerSecond,
    double rxErrorsPerSecond,
    double txErrorsPerSecond,
    double rxDropsPerSecond,
    double txDropsPerSecond) {}
