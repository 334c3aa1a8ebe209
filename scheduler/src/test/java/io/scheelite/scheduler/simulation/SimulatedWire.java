package io.scheelite.scheduler.simulation;

import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A process's connections to shuffle services: one to each, opened when needed and again after it
 * broke. What was asked over a broken one fails.
 */
final class SimulatedWire {
  /** Takes the answer to one question. */
  interface Receiver {
    /**
     * The service has answered.
     *
     * @param bytes null: it has no such output
     */
    void answered(byte @Nullable [] bytes);

    void broken(String reason);
  }

  private final class Line implements SimulatedNetwork.Handler {
    final ServiceAddress service;
    final List<Object> waiting = new ArrayList<>();
    final Map<Long, Receiver> asked = new TreeMap<>();
    SimulatedNetwork.@Nullable Side side;

    Line(ServiceAddress service) {
      this.service = service;
    }

    void send(Object message) {
      if (side == null) {
        waiting.add(message);
      } else {
        side.send(message);
      }
    }

    @Override
    public void opened(SimulatedNetwork.Side opened) {
      side = opened;
      waiting.forEach(opened::send);
      waiting.clear();
    }

    @Override
    public void received(SimulatedNetwork.Side from, Object message) {
      SimulatedService.Answer answer = (SimulatedService.Answer) message;
      Receiver receiver = asked.remove(answer.number());
      if (receiver != null) {
        receiver.answered(answer.bytes());
      }
    }

    @Override
    public void closed(SimulatedNetwork.Side from, String reason) {
      failed(reason);
    }

    @Override
    public void failed(String reason) {
      lines.remove(service, this);
      List<Receiver> receivers = new ArrayList<>(asked.values());
      asked.clear();
      receivers.forEach(receiver -> receiver.broken(reason));
    }
  }

  private final SimulatedProcess process;
  private final SimulatedNetwork network;
  private final Map<ServiceAddress, Line> lines = new LinkedHashMap<>();
  private long numbers;

  SimulatedWire(SimulatedProcess process, SimulatedNetwork network) {
    this.process = process;
    this.network = network;
  }

  /** Asks a service; its answer, or the end of the connection, comes later. */
  void ask(ServiceAddress service, SimulatedService.Ask question, Receiver receiver) {
    Line line = line(service);
    long number = numbers++;
    line.asked.put(number, receiver);
    line.send(
        new SimulatedService.Ask(
            number, question.output(), question.partition(), question.offset(), question.length()));
  }

  /** Tells a service something that needs no answer. */
  void tell(ServiceAddress service, Object message) {
    line(service).send(message);
  }

  /** Questions under way to a service fail; the next one uses another connection. */
  void abandon(ServiceAddress service, String reason) {
    Line line = lines.get(service);
    if (line != null) {
      SimulatedNetwork.Side side = line.side;
      line.failed(reason);
      if (side != null) {
        side.close(reason);
      }
    }
  }

  private Line line(ServiceAddress service) {
    Line line = lines.get(service);
    if (line == null) {
      line = new Line(service);
      lines.put(service, line);
      network.connect(process, service.port(), line);
    }
    return line;
  }
}
