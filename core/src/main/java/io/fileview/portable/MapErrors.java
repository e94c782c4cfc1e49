package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.proc.MappingRoom;
import io.fileview.proc.MemoryLimits;
import io.fileview.proc.ResourceLimits;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The exceptions for ranges that cannot be mapped or unmapped. */
final class MapErrors {
    private MapErrors() {}

    static IOException toMap(Place place, Protection protection, IOException failure) {
        String what = notMapped(place, protection);
        if (failure.getCause() instanceof OutOfMemoryError) {
            return outOfMappings(place, what, protection, failure);
        }
        if (ErrorTexts.errorOf(failure).filter(SystemError.ENODEV::equals).isPresent()) {
            return new NotMappableException(
                    ErrorTranslation.at(place, failure),
                    what
                            + ": its file system does not support mapping (ENODEV); copy it to another"
                            + " file system",
                    failure);
        }
        if (ErrorTexts.errorOf(failure).filter(SystemError.EOVERFLOW::equals).isPresent()) {
            return new NotMappableException(
                    ErrorTranslation.at(place, failure),
                    what
                            + ": the operating system maps only pages that end before 2^63"
                            + " (EOVERFLOW); use a channel for the bytes behind them",
                    failure);
        }
        return ErrorTranslation.failure(place, what, failure);
    }

    /**
     * The operating system reports the same error whether mappings, addresses or memory are
     * exhausted.
     */
    private static IOException outOfMappings(
            Place place, String what, Protection protection, IOException failure) {
        OptionalLong limit = MemoryLimits.mappingLimit();
        OptionalLong count = MemoryLimits.mappingCount();
        // Other threads map and unmap between the refusal and the count.
        if (limit.isPresent()
                && count.isPresent()
                && count.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100) {
            return tooManyMappings(
                    place,
                    what,
                    new MappingRoom.Shortage(limit.getAsLong(), count.getAsLong(), 0, true),
                    failure);
        }
        List<ResourceLimits> limits =
                protection == Protection.COPY_ON_WRITE
                        ? List.of(ResourceLimits.ADDRESS_SPACE, ResourceLimits.DATA)
                        : List.of(ResourceLimits.ADDRESS_SPACE);
        for (ResourceLimits each : limits) {
            long most = each.limit().orElse(-1);
            long used = each.used().orElse(-1);
            if (most >= 0 && used >= 0 && place.length() > most - used) {
                return new MappingLimitException(
                        place,
                        what
                                + ": the process uses "
                                + used
                                + " bytes and "
                                + each.symbol()
                                + " allows "
                                + most
                                + "; unmap views, or raise the limit with ulimit -"
                                + (each == ResourceLimits.DATA ? "d" : "v"),
                        each.symbol(),
                        most,
                        used,
                        failure);
            }
        }
        return new MappingLimitException(
                place,
                what
                        + ": the address space, or the memory that the system may commit, has no"
                        + " room for it; "
                        + (protection == Protection.COPY_ON_WRITE && Host.LINUX
                                ? "use the engine linux, which unlike Java reserves no memory for"
                                        + " such a view, set vm.overcommit_memory to 1, or map less"
                                : "map less at a time"),
                "address space",
                -1,
                -1,
                failure);
    }

    /** Unmapping a part of what the system has joined leaves two mappings. */
    static MappingException toUnmap(Place place, IOException failure) {
        return toUnmap(place, failure, MemoryLimits.mappingLimit(), MemoryLimits.mappingCount());
    }

    static MappingException toUnmap(
            Place place, IOException failure, OptionalLong limit, OptionalLong count) {
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " is closed, but could not be unmapped";
        if (Host.LINUX
                && limit.isPresent()
                && count.isPresent()
                && count.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100) {
            return tooManyMappings(
                    ErrorTranslation.at(place, failure),
                    what,
                    new MappingRoom.Shortage(limit.getAsLong(), count.getAsLong(), 0, true),
                    failure);
        }
        return ErrorTranslation.failure(place, what, failure);
    }

    static MappingLimitException tooManyMappings(
            Place place, Protection protection, MappingRoom.Shortage shortage) {
        return tooManyMappings(place, notMapped(place, protection), shortage, null);
    }

    private static MappingLimitException tooManyMappings(
            Place place,
            String what,
            MappingRoom.Shortage shortage,
            @Nullable IOException failure) {
        return new MappingLimitException(
                place,
                what + ": " + shortage.clause(),
                "vm.max_map_count",
                shortage.limit(),
                shortage.count(),
                failure);
    }

    private static String notMapped(Place place, Protection protection) {
        return "offset "
                + place.offset()
                + " with length "
                + place.length()
                + " could not be mapped "
                + protection;
    }
}
