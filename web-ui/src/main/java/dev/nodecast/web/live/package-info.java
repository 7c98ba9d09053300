/**
 * How a page stays live: a view is made of regions with stable ids; it is rendered once per tick
 * for all who look at it; a poll is answered with the regions that differ from those of the tick
 * that the poller shows. Knows nothing of what the regions contain.
 */
package dev.nodecast.web.live;
