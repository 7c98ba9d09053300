package dev.nodecast.bpf;

import java.nio.file.Path;

/** One program of an object. Threads: see {@link BpfObject}. */
public final class BpfProgram {
  /** As CO-RE writes types of older kernels. */
  private static final String FLAVOR = "___";

  private final BpfObject object;
  private final long handle;
  private final String symbol;
  private final String name;
  private final String section;
  private final long[] info = new long[3];
  private long link;

  /** What an iterator runs over, if that is a map's elements. */
  private BpfMap elements;

  /** Where it runs beside that: {@link #attachFunction}. */
  private int places;

  BpfProgram(BpfObject object, long handle, String symbol, String section) {
    this.object = object;
    this.handle = handle;
    this.symbol = symbol;
    int flavor = symbol.indexOf(FLAVOR);
    this.name = flavor < 0 ? symbol : symbol.substring(0, flavor);
    this.section = section;
  }

  /**
   * Without what tells flavors apart: {@code cache_dirty} and {@code cache_dirty___5_15} are one
   * program, of which one runs.
   */
  public String name() {
    return name;
  }

  /** Its function in the object. */
  String symbol() {
    return symbol;
  }

  /** Where it belongs, such as {@code tp_btf/sched_process_exec}. */
  public String section() {
    return section;
  }

  /** Whether it runs when {@link #iterate} is called, and never else. */
  public boolean iterates() {
    return section.startsWith("iter/");
  }

  /** Whether {@link BpfObject#load} takes it; on by default. */
  public void autoload(boolean on) {
    synchronized (object) {
      object.checkOpen();
      Libbpf.setAutoload(handle, on);
    }
  }

  /**
   * Lets it run. Does nothing when it runs already.
   *
   * @throws BpfException when the kernel has no such hook, or refuses it
   */
  public void attach() {
    synchronized (object) {
      object.checkOpen();
      if (link == 0) {
        link = Libbpf.attach(handle);
      }
    }
  }

  /**
   * Lets an iterator of a map's elements run over this one, when {@link #iterate} says so.
   *
   * @throws BpfException when the kernel cannot iterate over such a map
   */
  public void attach(BpfMap elements) {
    synchronized (object) {
      object.checkOpen();
      if (link == 0) {
        link = Libbpf.attachElements(handle, elements.handle());
        this.elements = elements;
      }
    }
  }

  /**
   * Lets it run for a cgroup and all below it, beside what others attached there. Does nothing when
   * it runs already.
   *
   * @param cgroup a directory of the v2 hierarchy
   * @throws BpfException when the kernel refuses it, or there is no such directory
   */
  public void attachCgroup(Path cgroup) {
    synchronized (object) {
      object.checkOpen();
      if (link == 0) {
        link = Libbpf.attachCgroup(handle, cgroup.toString());
      }
    }
  }

  /**
   * Lets it run wherever a process comes to a place in a file, one more place with each call.
   *
   * @param file an executable or a library; processes that have it by another path count too
   * @param offset of a function's first instruction in the file
   * @param atReturn not there, but when that function returns
   * @throws BpfException when the kernel refuses it, or there is no such file
   */
  public BpfLink attachFunction(Path file, long offset, boolean atReturn) {
    synchronized (object) {
      object.checkOpen();
      BpfLink link =
          object.link(this, Libbpf.attachFunction(handle, file.toString(), offset, atReturn));
      places++;
      return link;
    }
  }

  /** One place less. Call it while holding the object's lock. */
  void left() {
    places--;
  }

  /** Calls an attached iterator for each thing there is; returns when it has seen all. */
  public void iterate() {
    synchronized (object) {
      object.checkOpen();
      if (link == 0) {
        throw new IllegalStateException(name + ": is not attached");
      }
      Libbpf.iterate(link);
    }
  }

  /** The same, unless it would find its map empty, which takes long where the map has much room. */
  public void iterateElements() {
    synchronized (object) {
      object.checkOpen();
      if (elements == null || !elements.isEmpty()) {
        iterate();
      }
    }
  }

  /** Stops it; it stays loaded and can be attached again. Does nothing when it does not run. */
  public void detach() {
    synchronized (object) {
      release();
    }
  }

  /** Whether it runs. */
  public boolean attached() {
    synchronized (object) {
      return link != 0 || places > 0;
    }
  }

  /**
   * How often it ran and for how long, as far as {@link RunStats} were on meanwhile.
   *
   * @throws BpfException when it is not loaded
   */
  public ProgramStats stats() {
    synchronized (object) {
      object.checkOpen();
      Libbpf.programInfo(handle, info);
      return new ProgramStats((int) info[0], info[1], info[2]);
    }
  }

  /** Call it while holding the object's lock. */
  void release() {
    if (link != 0) {
      Libbpf.detach(link);
      link = 0;
    }
  }
}
