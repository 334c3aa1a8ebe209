package io.scheelite.formats.mutation;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways to damage a file. */
enum Mutation {
  FLIPPED,
  OVERWRITTEN,
  TRUNCATED,
  SHIFTED,
  SPLICED,
  MARKED,
  INFLATED,
  FOOTER_LIES,
  HEADER_LIES,
  SPLICED_PAGES,
  DAMAGED_CONTENT,
  DAMAGED_INDEXES,
  BOMB;

  private static final List<Mutation> ANYWHERE =
      List.of(FLIPPED, OVERWRITTEN, TRUNCATED, SHIFTED, SPLICED, MARKED);
  private static final List<Mutation> KNOWING =
      List.of(FOOTER_LIES, HEADER_LIES, SPLICED_PAGES, DAMAGED_CONTENT, DAMAGED_INDEXES);

  /** One that fits the format; those that know it more often than the others. */
  static Mutation random(FileKind kind, RandomGenerator random) {
    if (kind.isParquet() && random.nextInt(3) > 0) {
      int known = random.nextInt(21);
      return known == 20 ? BOMB : KNOWING.get(known / 4);
    }
    int choice = random.nextInt(kind.isText() ? 15 : 10);
    return choice == 14 ? INFLATED : ANYWHERE.get(Math.min(choice / 2, 5));
  }

  /** Another file; the original is left alone. */
  byte[] of(byte[] bytes, byte[] other, RandomGenerator random) throws IOException {
    try {
      return switch (this) {
        case FLIPPED -> ByteMutations.flipped(bytes, random);
        case OVERWRITTEN -> ByteMutations.overwritten(bytes, random);
        case TRUNCATED -> ByteMutations.truncated(bytes, random);
        case SHIFTED -> ByteMutations.shifted(bytes, random);
        case SPLICED -> ByteMutations.spliced(bytes, other, random);
        case MARKED -> ByteMutations.marked(bytes, random);
        case INFLATED -> ByteMutations.inflated(bytes, random);
        case FOOTER_LIES -> new ParquetPieces(bytes, random).footerLies();
        case HEADER_LIES -> new ParquetPieces(bytes, random).headerLies();
        case SPLICED_PAGES -> new ParquetPieces(bytes, random).splicedPages();
        case DAMAGED_CONTENT -> new ParquetPieces(bytes, random).damagedContent();
        case DAMAGED_INDEXES -> new ParquetPieces(bytes, random).damagedIndexes();
        case BOMB -> new ParquetPieces(bytes, random).bomb();
      };
    } catch (IOException e) { // what a lie made unwritable
      return ByteMutations.flipped(bytes, random);
    }
  }
}
