package dev.nodecast.bpf;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An object file in the hands of libbpf: its programs and maps. Opened, then {@linkplain #load
 * loaded}, then closed; programs run from their attachment until the close.
 *
 * <p>Any thread may call it and what it hands out; calls of one object exclude each other, so a
 * close waits for a running read, and a read after the close throws IllegalStateException.
 */
public final class BpfObject implements AutoCloseable {
  private final String name;
  private final List<BpfProgram> programs = new ArrayList<>();
  private final List<BpfMap> maps = new ArrayList<>();
  private final List<RingBuffer> rings = new ArrayList<>();
  private final List<MappedArray> memories = new ArrayList<>();
  private final Set<BpfLink> links = new LinkedHashSet<>();
  private final long handle;
  private boolean closed;

  private BpfObject(String name, long handle) {
    this.name = name;
    this.handle = handle;
  }

  /**
   * Parses an object file; nothing reaches the kernel yet.
   *
   * @param name for messages, and in the kernel the first letters of its maps' section names
   * @throws BpfException when it is no BPF object
   */
  public static BpfObject open(byte[] elf, String name) {
    BpfObject object = new BpfObject(name, Libbpf.open(elf, name));
    for (long p = 0; (p = Libbpf.nextProgram(object.handle, p)) != 0; ) {
      object.programs.add(
          new BpfProgram(object, p, Libbpf.programName(p), Libbpf.programSection(p)));
    }
    for (long m = 0; (m = Libbpf.nextMap(object.handle, m)) != 0; ) {
      object.maps.add(new BpfMap(object, m, Libbpf.mapName(m)));
    }
    return object;
  }

  public String name() {
    return name;
  }

  /** In the order of the file. */
  public List<BpfProgram> programs() {
    return List.copyOf(programs);
  }

  public List<BpfMap> maps() {
    return List.copyOf(maps);
  }

  /**
   * The map with this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public BpfMap map(String mapName) {
    return maps.stream()
        .filter(map -> map.name().equals(mapName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": has no map " + mapName));
  }

  /**
   * Makes the maps and hands every program that is not switched off to the verifier: all of them
   * load, or none.
   *
   * @throws BpfException with the verifier's last lines
   */
  public synchronized void load() {
    checkOpen();
    Libbpf.load(handle);
  }

  /** Stops the programs and frees all; the second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    programs.forEach(BpfProgram::release);
    links.forEach(BpfLink::release);
    links.clear();
    rings.forEach(RingBuffer::release);
    memories.forEach(MappedArray::release);
    Libbpf.close(handle);
  }

  synchronized RingBuffer ring(BpfMap map, int largest) {
    checkOpen();
    RingBuffer ring = new RingBuffer(this, Libbpf.openRing(map.handle(), largest), largest);
    rings.add(ring);
    return ring;
  }

  /** Call it while holding this object's lock. */
  BpfLink link(BpfProgram program, long made) {
    BpfLink link = new BpfLink(this, program, made);
    links.add(link);
    return link;
  }

  synchronized void unlink(BpfLink link) {
    if (links.remove(link)) {
      link.release();
    }
  }

  synchronized MappedArray memory(BpfMap map, boolean writable) {
    checkOpen();
    MappedArray memory = new MappedArray(this, map, writable);
    memories.add(memory);
    return memory;
  }

  /** Call it while holding this object's lock. */
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException(name + ": is closed");
    }
  }
}
