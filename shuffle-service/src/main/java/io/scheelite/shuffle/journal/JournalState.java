package io.scheelite.shuffle.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the records of a journal add up to. Not thread-safe. */
final class JournalState {
  private final SortedMap<String, Set<String>> executors = new TreeMap<>();

  void apply(JournalRecord record) {
    switch (record) {
      case JournalRecord.Registered(String application, String executor) -> {
        Set<String> known = executors.computeIfAbsent(application, name -> new TreeSet<>());
        if (!executor.isEmpty()) {
          known.add(executor);
        }
      }
      case JournalRecord.Removed(String application) -> executors.remove(application);
    }
  }

  /** Whether this record changes nothing. */
  boolean has(JournalRecord record) {
    return switch (record) {
      case JournalRecord.Registered(String application, String executor) -> {
        Set<String> known = executors.get(application);
        yield known != null && (executor.isEmpty() || known.contains(executor));
      }
      case JournalRecord.Removed(String application) -> !executors.containsKey(application);
    };
  }

  /** The fewest records that add up to this. */
  List<JournalRecord> records() {
    List<JournalRecord> records = new ArrayList<>();
    executors.forEach(
        (application, names) -> {
          if (names.isEmpty()) {
            records.add(new JournalRecord.Registered(application, ""));
          }
          names.forEach(name -> records.add(new JournalRecord.Registered(application, name)));
        });
    return records;
  }

  Set<String> applications() {
    return Set.copyOf(executors.keySet());
  }

  Set<String> executors(String application) {
    return Set.copyOf(executors.getOrDefault(application, Set.of()));
  }
}
