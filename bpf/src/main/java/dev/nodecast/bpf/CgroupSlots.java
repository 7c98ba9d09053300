package dev.nodecast.bpf;

import java.util.BitSet;

/** The cgroups that programs have seen, each under a number of its own. For one thread. */
public interface CgroupSlots {
  /** Has in sum what found no slot. */
  int NO_ROOM = 0;

  /** Looks up the cgroups that are new since the last call; whether there were any. */
  boolean refresh();

  /** Slots whose numbers may have grown. */
  BitSet used();

  /** Whose a slot is; null for a free one, one that was retired, and {@link #NO_ROOM}. */
  CgroupIds cgroup(int slot);

  /** A cgroup's slot; {@link #NO_ROOM} when it has none. */
  int slot(CgroupIds cgroup);

  /** The cgroup is gone: what comes in its name takes another slot. */
  void retire(int slot);

  /** Gives out the retired slots again; their numbers have been read a last time. */
  void reclaim();
}
