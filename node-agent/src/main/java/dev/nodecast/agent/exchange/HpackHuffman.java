package dev.nodecast.agent.exchange;

/** The Huffman code of HPACK (RFC 7541 section 5.2 and appendix B). */
final class HpackHuffman {
  /** Malformed: bits that are no symbol, or a padding that is none. */
  static final int MALFORMED = -1;

  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;
  private static final int END = 256;

  /** Bits of each symbol's code, A for 5: the code is canonical, so these are all of it. */
  private static final String LENGTHS =
      "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
          + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
          + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
          + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV"
          + "Z";

  /** By length: the first code, how many there are, and where their symbols begin. */
  private static final int[] FIRST = new int[LONGEST + 1];

  private static final int[] COUNT = new int[LONGEST + 1];
  private static final int[] OFFSET = new int[LONGEST + 1];
  private static final short[] SYMBOLS = new short[END + 1];

  static {
    int code = 0;
    int symbols = 0;
    for (int length = SHORTEST; length <= LONGEST; length++) {
      code <<= 1;
      FIRST[length] = code;
      OFFSET[length] = symbols;
      for (short symbol = 0; symbol <= END; symbol++) {
        if (LENGTHS.charAt(symbol) - 'A' + SHORTEST == length) {
          SYMBOLS[symbols++] = symbol;
          COUNT[length]++;
          code++;
        }
      }
    }
  }

  private HpackHuffman() {}

  /**
   * Decodes a string.
   *
   * @param out gets as much of it as there is room for
   * @return the length of all of it, or {@link #MALFORMED}
   */
  static int decode(byte[] bytes, int from, int to, byte[] out) {
    int decoded = 0;
    int code = 0;
    int length = 0;
    for (int at = from; at < to; at++) {
      for (int bit = 7; bit >= 0; bit--) {
        code = (code << 1) | ((bytes[at] >> bit) & 1);
        length++;
        if (length > LONGEST) {
          return MALFORMED;
        }
        int nth = code - FIRST[length];
        if (nth >= 0 && nth < COUNT[length]) {
          int symbol = SYMBOLS[OFFSET[length] + nth];
          if (symbol == END) {
            return MALFORMED;
          }
          if (decoded < out.length) {
            out[decoded] = (byte) symbol;
          }
          decoded++;
          code = 0;
          length = 0;
        }
      }
    }
    boolean padded = length < 8 && code == (1 << length) - 1;
    return padded ? decoded : MALFORMED;
  }
}
