package io.scheelite.shuffle.client;

import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.transport.ServiceAddress;

/** A map output and the service that serves it. */
public record MapOutputLocation(ServiceAddress service, MapOutput output) {}
