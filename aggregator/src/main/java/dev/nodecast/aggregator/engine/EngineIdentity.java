package dev.nodecast.aggregator.engine;

/**
 * What the engine says of itself in headers and error texts.
 *
 * @param version as {@code SELECT version()}, such as 26.7.2.1
 * @param timezone as {@code SELECT timezone()}
 */
record EngineIdentity(String version, String timezone, String displayName) {}
