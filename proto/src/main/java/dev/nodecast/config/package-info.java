/**
 * Configuration: every setting is read, checked and described through one {@link
 * dev.nodecast.config.Settings}, which collects all problems before anything starts. Starting
 * points: {@link dev.nodecast.config.Settings#read}, {@link dev.nodecast.config.Setting}.
 */
package dev.nodecast.config;
