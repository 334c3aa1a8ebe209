package io.scheelite.columnar.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernels that mix one column into the hashes of its rows: plain, through dictionary
 * codes, and for selected rows alone.
 */
final class HashKernelSource implements KernelSource {
  /** How one type becomes a 64-bit word; {@code INDEX} is the index of the value. */
  private record Word(String label, String expression) {}

  @Override
  public String className() {
    return "ColumnHashKernels";
  }

  @Override
  public String purpose() {
    return "Mixes the values of one column into the hashes of its rows.";
  }

  @Override
  public String methods() {
    List<Word> words = new ArrayList<>();
    for (ValueForm form : ValueForm.INTEGERS) {
      words.add(new Word(form.label(), form.at("values", "INDEX")));
    }
    for (ValueForm form : ValueForm.FLOATS) {
      words.add(new Word(form.label(), "HashKernels.word(" + form.at("values", "INDEX") + ")"));
    }
    words.add(new Word("Int128", "HashKernels.int128Word(values + 16L * INDEX)"));
    words.add(new Word("View", "HashKernels.viewWord(values + 16L * INDEX)"));
    words.add(new Word("Bit", "NativeMemory.getByte(values + (INDEX >>> 3)) >>> (INDEX & 7) & 1L"));
    StringBuilder methods = new StringBuilder();
    for (Word word : words) {
      methods.append(flat(word)).append(coded(word)).append(selected(word));
    }
    return methods.toString();
  }

  private static String flat(Word word) {
    return loop(
        word,
        "",
        "long values, long validity, int numRows, long hashes",
        word.expression().replace("INDEX", "i"));
  }

  private static String coded(Word word) {
    return loop(
        word,
        "Coded",
        "long values, long codes, long validity, int numRows, long hashes",
        codedExpression(word, "i"));
  }

  private static String codedExpression(Word word, String row) {
    String code = "NativeMemory.getInt(codes + 4L * " + row + ")";
    return word.expression().replace("INDEX", "(" + code + ")");
  }

  private static String loop(Word word, String suffix, String parameters, String expression) {
    return """

          /** Mixes in every row; {@code validity} 0 means no nulls. */
          static void mixLABELSUFFIX(PARAMETERS) {
            if (validity == 0) {
              for (int i = 0; i < numRows; i++) {
                long hash = hashes + 8L * i;
                NativeMemory.putLong(hash, HashKernels.mix(NativeMemory.getLong(hash), EXPRESSION));
              }
              return;
            }
            for (int i = 0; i < numRows; i++) {
              boolean valid = (NativeMemory.getByte(validity + (i >>> 3)) >>> (i & 7) & 1) != 0;
              long word = valid ? EXPRESSION : HashKernels.NULL_WORD;
              long hash = hashes + 8L * i;
              NativeMemory.putLong(hash, HashKernels.mix(NativeMemory.getLong(hash), word));
            }
          }
        """
        .replace("LABEL", word.label())
        .replace("SUFFIX", suffix)
        .replace("PARAMETERS", parameters)
        .replace("EXPRESSION", expression);
  }

  private static String selected(Word word) {
    return """

          /** Mixes in the rows listed; {@code codes} and {@code validity} may be 0. */
          static void mixLABELSelected(
              long values, long codes, long validity, long rows, int numRows, long hashes) {
            for (int i = 0; i < numRows; i++) {
              int row = Short.toUnsignedInt(NativeMemory.getShort(rows + 2L * i));
              boolean valid =
                  validity == 0
                      || (NativeMemory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) != 0;
              long word = HashKernels.NULL_WORD;
              if (valid) {
                int at = codes == 0 ? row : NativeMemory.getInt(codes + 4L * row);
                word = EXPRESSION;
              }
              long hash = hashes + 8L * row;
              NativeMemory.putLong(hash, HashKernels.mix(NativeMemory.getLong(hash), word));
            }
          }
        """
        .replace("LABEL", word.label())
        .replace("EXPRESSION", word.expression().replace("INDEX", "at"));
  }
}
