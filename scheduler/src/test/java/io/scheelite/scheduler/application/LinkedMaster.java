package io.scheelite.scheduler.application;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.function.Consumer;

/** The real connection of an application to the master, for the simulator's application. */
public final class LinkedMaster {
  private final ApplicationLink link;

  /**
   * @param registered told each time that the master takes the application
   * @param changed told of what changes
   */
  public LinkedMaster(
      EventLoop loop,
      Network network,
      ServiceAddress master,
      Consumer<Message.ApplicationRegistered> registered,
      Consumer<Message> changed) {
    this.link =
        new ApplicationLink(
            "simulated",
            master,
            loop,
            network,
            new ApplicationLink.Listener() {
              @Override
              public void registered(Message.ApplicationRegistered answer) {
                registered.accept(answer);
              }

              @Override
              public void received(Message message) {
                changed.accept(message);
              }

              @Override
              public void lost() {}

              @Override
              public void refused(ScheeliteException reason) {
                throw new AssertionError("application was refused", reason);
              }
            });
  }

  /** Connects. */
  public void open() {
    link.open();
  }
}
