package io.fileview.win32;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Closes resources where no function can report a failure; failures are logged. */
final class Closing {
    private Closing() {}

    static void quietly(@Nullable AutoCloseable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (IOException | RuntimeException e) {
            report(e);
        } catch (Exception e) {
            report(e);
        }
    }

    static void report(Exception failure) {
        System.getLogger("io.fileview.win32").log(Level.WARNING, "a resource could not be closed",
                failure);
    }
}
