package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Handles that another thread closes while a function uses their object. */
class Win32HandlesTest {
    private final HandleTable handles = new HandleTable();
    private final CountingObject object = new CountingObject();

    private static final class CountingObject extends KernelObject {
        private int destructions;

        CountingObject() {
            super(Type.EVENT);
        }

        @Override
        void destroyed() {
            destructions++;
        }
    }

    @Test
    void anObjectInUseOutlivesItsHandle() throws IOException {
        Handle handle = handles.open(object, 0);
        handles.using(
                handle,
                CountingObject.class,
                used -> {
                    handles.close(handle);
                    assertThat(used.destructions).isZero();
                    return true;
                });
        assertThat(object.destructions).isEqualTo(1);
    }

    @Test
    void aDestroyedObjectCannotBeReopened() {
        Handle handle = handles.open(object, 0);
        HandleTable.Entry found = handles.get(handle);
        handles.close(handle);
        assertThat(errorOf(() -> handles.open(found.object(), 0)))
                .isEqualTo(WinError.ERROR_INVALID_HANDLE);
        assertThat(errorOf(found.object()::retain)).isEqualTo(WinError.ERROR_INVALID_HANDLE);
        assertThat(object.destructions).isEqualTo(1);
        assertThat(handles.size()).isZero();
    }

    private static int errorOf(Runnable call) {
        return catchThrowableOfType(Win32Failure.class, call::run).error();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "NativeProcessTest tests it there")
    void elsewhereThanOnWindowsEveryProcessIsSimulated() {
        try (Kernel32 k = Kernel32.open()) {
            assertThat(k.isSimulated()).isTrue();
        }
        assertThat(Kernel32.process().isSimulated()).isTrue();
    }
}
