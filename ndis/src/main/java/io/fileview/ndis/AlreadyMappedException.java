package io.fileview.ndis;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;

/**
 * The file is already mapped exclusively in this process. Map it after it has been unmapped there.
 */
public final class AlreadyMappedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    AlreadyMappedException(String file) {
        super(
                Place.of(file),
                "it is already mapped, and only one mapping at a time is allowed; unmap it first",
                null);
    }
}
