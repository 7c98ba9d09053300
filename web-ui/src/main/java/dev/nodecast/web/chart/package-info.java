/** Charts, drawn on the server: from series to SVG paths, scales and legends. */
package dev.nodecast.web.chart;
