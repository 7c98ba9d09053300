package dev.nodecast.agent.procfs;

/**
 * The heading line / value line pairs of {@code /proc/net/snmp} and {@code netstat} (Linux:
 * net/ipv4/proc.c). Columns are found by their heading, as kernels add and reorder them.
 */
final class SnmpTables<F extends Enum<F> & KernelKey> {
  private final KeyedLongs<F> values;
  private final TextScanner headings = new TextScanner();
  private final TextScanner numbers = new TextScanner();

  SnmpTables(F[] fields) {
    values = new KeyedLongs<>(fields);
  }

  long of(F field) {
    return values.of(field);
  }

  boolean parse(byte[] bytes, int length) {
    values.clear();
    headings.over(bytes, length);
    boolean found = false;
    while (!headings.atEnd()) {
      int line = headings.position();
      headings.nextLine();
      numbers.over(bytes, headings.position(), length);
      int afterValues = headings.position();
      headings.position(line);
      if (!headings.word((byte) ':') || !numbers.startsWith(bytes, line, headings.wordEnd())) {
        headings.position(afterValues); // not a pair: try again one line further on
        continue;
      }
      found |= pair(bytes, headings.wordStart(), headings.wordEnd());
      headings.position(numbers.position());
      headings.nextLine();
    }
    return found;
  }

  private boolean pair(byte[] bytes, int prefixFrom, int prefixTo) {
    headings.skip((byte) ':');
    numbers.skip((byte) ':');
    boolean found = false;
    while (headings.word()) {
      long value = numbers.number();
      if (value == TextScanner.NOT_MEASURED) {
        break;
      }
      found |=
          values.put(bytes, prefixFrom, prefixTo, headings.wordStart(), headings.wordEnd(), value);
    }
    return found;
  }
}
