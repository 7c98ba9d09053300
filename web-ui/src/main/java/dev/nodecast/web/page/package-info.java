/**
 * One class per page: reads records, decides what is shown in which region, and names its template
 * in {@code src/main/jte/page}. Cells of tables are written by {@link Cells}, because a cell is the
 * unit of swap; everything larger is a template.
 */
package dev.nodecast.web.page;
