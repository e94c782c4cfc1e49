package io.fileview.live;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Files that nobody reads or writes, each another one. */
final class StressFile {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private StressFile() {}

    static CountedFile open() {
        FileIdentity identity = FileIdentity.ofInode("stress", NUMBERS.incrementAndGet(), 0);
        EngineFile file =
                (EngineFile) Proxy.newProxyInstance(
                        StressFile.class.getClassLoader(),
                        new Class<?>[] {EngineFile.class},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "identity" -> identity;
                            case "created" -> false;
                            case "writebackRepair" -> Optional.empty();
                            case "name" -> "stress";
                            default -> null;
                        });
        return new CountedFile(
                Engines.choose("portable", null), file, null, Protection.READ_ONLY, false, false);
    }
}
