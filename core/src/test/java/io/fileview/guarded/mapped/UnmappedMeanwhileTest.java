package io.fileview.guarded.mapped;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.SoftwarePages;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A view of software pages that is unmapped between finding its pages and using them. */
@Timeout(10)
class UnmappedMeanwhileTest {
    private static final String UNMAPPED = "view 7 of a.bin has been unmapped; map it again";

    private final AtomicBoolean mapped = new AtomicBoolean(true);
    private final GuardedAccess access = new SoftwareAccess(view());

    @Test
    void aReadNamesTheView() {
        assertThatThrownBy(() -> access.getLong(0)).hasMessage(UNMAPPED);
    }

    @Test
    void aWriteNamesTheView() {
        assertThatThrownBy(() -> access.setInt(0, 1)).hasMessage(UNMAPPED);
    }

    @Test
    void anotherRefusalOfTheStoreStays() {
        SoftwarePages pages = pages(false);
        GuardedAccess of = new SoftwareAccess(view(pages));
        assertThatThrownBy(() -> of.getInt(0)).hasMessage("range of a.bin is busy");
    }

    private GuardedRange view() {
        return view(pages(true));
    }

    private SoftwarePages pages(boolean unmapping) {
        return (SoftwarePages) Proxy.newProxyInstance(
                SoftwarePages.class.getClassLoader(),
                new Class<?>[] {SoftwarePages.class},
                (proxy, method, arguments) -> {
                    mapped.set(!unmapping);
                    throw new IllegalStateException(
                            unmapping
                                    ? "range of a.bin has been unmapped"
                                    : "range of a.bin is busy");
                });
    }

    private GuardedRange view(SoftwarePages pages) {
        return (GuardedRange) Proxy.newProxyInstance(
                GuardedRange.class.getClassLoader(),
                new Class<?>[] {GuardedRange.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "softwarePages" -> {
                        if (!mapped.get()) {
                            throw new IllegalStateException(UNMAPPED);
                        }
                        yield Optional.of(pages);
                    }
                    case "length" -> 4_096L;
                    case "isWritable" -> true;
                    default -> throw new AssertionError(method + " was not expected");
                });
    }
}
