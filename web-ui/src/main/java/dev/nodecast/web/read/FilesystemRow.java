package dev.nodecast.web.read;

/**
 * One mounted filesystem.
 *
 * @param inodes 0 where the filesystem makes them as needed
 */
public record FilesystemRow(
    String mount,
    String device,
    String type,
    boolean readOnly,
    double capacityBytes,
    double usedBytes,
    double availableBytes,
    double inodes,
    double inodesFree) {}
