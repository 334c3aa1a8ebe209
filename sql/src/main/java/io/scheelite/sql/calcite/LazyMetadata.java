package io.scheelite.sql.calcite;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.jspecify.annotations.Nullable;

/**
 * What Calcite knows of relations, for its converter, which asks for few of the 27 kinds. Handlers
 * of all of them would be made for each statement, from 27 proxy classes that the first one would
 * wait for. Here one proxy stands for all, and each kind is made once it is asked for. Thread-safe.
 */
final class LazyMetadata implements MetadataHandlerProvider, InvocationHandler {
  private static final MetadataHandlerProvider MAKER =
      new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE);

  private final Map<Class<?>, MetadataHandler<?>> made = new ConcurrentHashMap<>();
  private final Object anyHandler;

  LazyMetadata() {
    Class<?>[] kinds =
        Arrays.stream(BuiltInMetadata.class.getDeclaredClasses())
            .flatMap(metadata -> Stream.of(metadata.getDeclaredClasses()))
            .filter(MetadataHandler.class::isAssignableFrom)
            .toArray(Class<?>[]::new);
    this.anyHandler = Proxy.newProxyInstance(BuiltInMetadata.class.getClassLoader(), kinds, this);
  }

  @Override
  public <H extends MetadataHandler<?>> H handler(Class<H> kind) {
    return kind.cast(anyHandler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments)
      throws Throwable {
    Class<?> kind = method.getDeclaringClass();
    Object handler =
        MetadataHandler.class.isAssignableFrom(kind)
            ? made.computeIfAbsent(kind, LazyMetadata::make)
            : this; // of Object
    try {
      return method.invoke(handler, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // kinds of handlers alone get here
  private static MetadataHandler<?> make(Class<?> kind) {
    return MAKER.handler((Class) kind);
  }
}
