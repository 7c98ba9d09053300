/**
 * Where the services of the map stand: layers by the direction of calls, and places that hold while
 * others come and go. Pure: knows neither figures nor pixels.
 */
package dev.nodecast.aggregator.map;
