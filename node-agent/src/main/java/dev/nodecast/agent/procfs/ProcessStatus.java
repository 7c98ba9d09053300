package dev.nodecast.agent.procfs;

import java.util.Arrays;

/**
 * {@code /proc/PID/status} (Linux: fs/proc/array.c, proc(5)).
 *
 * <pre>
 * Name:	cat
 * Uid:	0	0	0	0
 * VmRSS:	    1640 kB
 * Cpus_allowed_list:	0-1
 * voluntary_ctxt_switches:	0
 * </pre>
 *
 * Kernel threads and zombies have no Vm lines. Sizes are exact only to some pages per CPU since 6.2
 * (per-CPU RSS counters).
 */
public final class ProcessStatus {
  /** What the file says. */
  public enum Field implements KernelKey {
    /** Real user id. */
    UID("Uid"),
    /** Real group id. */
    GID("Gid"),
    /** Slots of the descriptor table now allocated (not the open ones, not the limit). */
    DESCRIPTOR_SLOTS("FDSize"),
    /** 1 for kernel threads (6.8). */
    KERNEL_THREAD("Kthread"),
    /** Largest virtual size so far, bytes. */
    VIRTUAL_PEAK_BYTES("VmPeak"),
    /** Virtual size, bytes. */
    VIRTUAL_BYTES("VmSize"),
    /** Locked memory, bytes. */
    LOCKED_BYTES("VmLck"),
    /** Pinned memory, bytes. */
    PINNED_BYTES("VmPin"),
    /** Largest resident size so far, bytes. */
    RESIDENT_PEAK_BYTES("VmHWM"),
    /** Resident size, bytes. */
    RESIDENT_BYTES("VmRSS"),
    /** Anonymous resident memory, bytes. */
    RESIDENT_ANON_BYTES("RssAnon"),
    /** Resident file mappings, bytes. */
    RESIDENT_FILE_BYTES("RssFile"),
    /** Resident shared memory, bytes. */
    RESIDENT_SHARED_BYTES("RssShmem"),
    /** Data segment, bytes. */
    DATA_BYTES("VmData"),
    /** Stack, bytes. */
    STACK_BYTES("VmStk"),
    /** Program text, bytes. */
    CODE_BYTES("VmExe"),
    /** Shared libraries, bytes. */
    LIBRARY_BYTES("VmLib"),
    /** Page tables, bytes. */
    PAGE_TABLE_BYTES("VmPTE"),
    /** Swapped out, bytes. */
    SWAP_BYTES("VmSwap"),
    /** Threads. */
    THREADS("Threads"),
    /** 1 when exec cannot gain privileges. */
    NO_NEW_PRIVILEGES("NoNewPrivs"),
    /** 0 disabled, 1 strict, 2 filter. */
    SECCOMP("Seccomp"),
    /** Attached seccomp filters. */
    SECCOMP_FILTERS("Seccomp_filters"),
    /** Times it gave the CPU up by waiting. */
    VOLUNTARY_SWITCHES("voluntary_ctxt_switches"),
    /** Times the CPU was taken from it. */
    FORCED_SWITCHES("nonvoluntary_ctxt_switches");

    private final String keys;

    Field(String keys) {
      this.keys = keys;
    }

    @Override
    public String keys() {
      return keys;
    }
  }

  private final KeyedLongs<Field> values = new KeyedLongs<>(Field.values());

  /** Reads the file's text; false when it holds none of the fields. */
  public boolean parse(byte[] bytes, int length) {
    return values.parse(bytes, length);
  }

  /** The value in the text parsed last, NOT_MEASURED if absent. */
  public long of(Field field) {
    return values.of(field);
  }

  /** Lines whose value is text. */
  public enum Text {
    SPECULATION_STORE_BYPASS("Speculation_Store_Bypass"),
    SPECULATION_INDIRECT_BRANCH("SpeculationIndirectBranch"),
    CPUS_ALLOWED("Cpus_allowed_list"),
    MEMORY_NODES_ALLOWED("Mems_allowed_list");

    private final String key;

    Text(String key) {
      this.key = key;
    }
  }

  private static final int MAX_TEXT = 256; // bytes; a longer CPU list is cut

  private final KeyTable textKeys = textKeys();
  private final Names interned = new Names(256);
  private final TextScanner scanner = new TextScanner();
  private final String[] texts = new String[Text.values().length];

  private static KeyTable textKeys() {
    Text[] all = Text.values();
    String[] keys = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      keys[i] = all[i].key;
    }
    return new KeyTable(keys);
  }

  /** Reads the lines whose value is text, a pass of its own as few callers want them. */
  public void parseTexts(byte[] bytes, int length) {
    Arrays.fill(texts, "");
    scanner.over(bytes, length);
    while (!scanner.atEnd()) {
      scanner.word((byte) ':');
      int index = textKeys.find(bytes, scanner.wordStart(), scanner.wordEnd());
      if (index >= 0 && scanner.skip((byte) ':') && !scanner.atLineEnd()) {
        int from = scanner.position();
        int to = from;
        while (scanner.word()) {
          to = scanner.wordEnd();
        }
        texts[index] = interned.of(bytes, from, Math.min(to, from + MAX_TEXT));
      }
      scanner.nextLine();
    }
  }

  /** The text of the last {@link #parseTexts}, "" if absent. */
  public String of(Text text) {
    String value = texts[text.ordinal()];
    return value == null ? "" : value;
  }
}
