package io.fileview.ndis;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;

/** Somebody in this process has the file mapped for itself. Map it when that one has unmapped it. */
public final class AlreadyMappedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    AlreadyMappedException(String file) {
        super(
                Place.of(file),
                "it is mapped already, and one mapping at a time is allowed; unmap that one first",
                null);
    }
}
