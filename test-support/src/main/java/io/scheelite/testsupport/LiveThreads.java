package io.scheelite.testsupport;

import java.util.Set;
import java.util.TreeSet;

/** Lists the threads of this JVM that a test could have left behind. */
final class LiveThreads {
  private LiveThreads() {}

  /** Number and name of every live thread that is not the JVM's, JUnit's or a tool's. */
  static Set<String> labels() {
    Set<String> labels = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.isAlive() && !isForeign(thread)) {
        labels.add("#" + thread.threadId() + " " + thread.getName());
      }
    }
    return labels;
  }

  private static boolean isForeign(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    String name = thread.getName();
    return group == null
        || group.getName().equals("system")
        || group.getName().equals("InnocuousThreadGroup")
        || group.getName().equals("CarrierThreads") // the JDK's own, of all virtual threads
        || name.startsWith("ForkJoinPool.commonPool-")
        || name.startsWith("junit-")
        || name.startsWith("surefire-")
        || name.startsWith("JFR ")
        || name.equals("process reaper");
  }
}
