/**
 * The dashboard: pages and fragments as bytes, from a request and from what {@link
 * dev.nodecast.web.DashboardReads} answers. Knows no server: {@link dev.nodecast.web.Dashboard} is
 * one pure function that whoever serves HTTP mounts.
 */
package dev.nodecast.web;
