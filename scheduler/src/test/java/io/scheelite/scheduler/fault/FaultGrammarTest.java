package io.scheelite.scheduler.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultGrammarTest {
  @Test
  void readsWhatIsWritten() {
    assertThat(Fault.parseAll("kill:executor@stage=1,task=2"))
        .containsExactly(
            new Fault(
                "kill:executor@stage=1,task=2",
                FaultAction.KILL,
                FaultRole.EXECUTOR,
                FaultPoint.TASK,
                "",
                Map.of(FaultKey.STAGE, 1, FaultKey.TASK, 2, FaultKey.ATTEMPT, 0)));
    assertThat(Fault.parseAll("delay:shuffle@n=3,point=fetch,millis=20,worker=worker-1"))
        .containsExactly(
            new Fault(
                "delay:shuffle@n=3,point=fetch,millis=20,worker=worker-1",
                FaultAction.DELAY,
                FaultRole.SHUFFLE,
                FaultPoint.FETCH,
                "worker-1",
                Map.of(FaultKey.N, 3, FaultKey.MILLIS, 20, FaultKey.ATTEMPT, 0)));
  }

  @Test
  void severalAreSeparatedBySemicolons() {
    assertThat(Fault.parseAll(" kill:executor ; lose:executor@stage=0;; "))
        .extracting(Fault::text, Fault::point)
        .containsExactly(
            tuple("kill:executor", FaultPoint.TASK),
            tuple("lose:executor@stage=0", FaultPoint.COMMIT));
    assertThat(Fault.parseAll(" ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kill|must look like",
        "kill:executor:2|must look like",
        "shoot:executor|unknown action: shoot; there are kill, lose, corrupt, delay",
        "kill:nobody|unknown role: nobody; there are executor, shuffle, worker, master, driver",
        "kill:shuffle@point=task|unknown point: task; there are fetch",
        "kill:executor@stag=1|unknown key: stag; there are",
        "kill:executor@point=heartbeat,stage=1|unknown key: stage; there are n, millis",
        "kill:executor@worker=a|unknown key: worker",
        "kill:executor@stage|KEY=VALUE expected: stage",
        "kill:executor@|KEY=VALUE expected",
        "kill:executor@stage=|number expected: stage=",
        "kill:executor@stage=-1|number expected: stage=-1",
        "kill:executor@n=0|number expected: n=0",
        "kill:executor@stage=1,stage=2|key is there twice: stage",
        "kill:executor@executor=../x|one name of a process expected",
        "kill:executor@millis=5|millis is for delay",
        "lose:worker|map outputs can be hit",
        "corrupt:executor@point=task|map outputs can be hit",
        "delay:worker@stage=1|a worker can only be killed there",
        "delay:driver|a driver can only be killed at point=stage, and delayed at point=fetch",
        "delay:driver@point=stage,millis=5|a driver can only be killed at point=stage",
        "kill:worker@stage=1,worker=w|whose executor comes there",
      })
  void whatCannotFireIsRefused(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parseAll("delay:master;" + text))
        .withMessageStartingWith("SCHEELITE_FAULT: ")
        .withMessageContaining(reason)
        .withMessageEndingWith("fault=" + text);
  }

  @Test
  void theSameTwiceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parseAll("kill:executor;kill:executor"))
        .withMessageContaining("named twice");
  }

  @Test
  void everyRoleHasADefaultPoint() {
    for (FaultRole role : FaultRole.values()) {
      List<Fault> faults = Fault.parseAll("kill:" + role.label());
      assertThat(faults).extracting(Fault::point).containsExactly(role.points().getFirst());
    }
  }
}
