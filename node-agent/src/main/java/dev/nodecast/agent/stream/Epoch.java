package dev.nodecast.agent.stream;

import com.google.protobuf.ByteString;

/**
 * What frames need around them to be understood; one Hello carries one epoch.
 *
 * @param bootId identity of the sequence: 8 hex of the kernel's boot id, '-', 8 random hex
 * @param schema serialized {@code nodecast.v1.Schema} that the frames were written with
 */
record Epoch(String bootId, ByteString schema) {}
