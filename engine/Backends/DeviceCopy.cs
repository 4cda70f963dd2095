namespace NeuralCore.Backends;

/// <summary>Copies between two devices of one element type, by way of the host.</summary>
internal static class DeviceCopy
{
    /// <summary>target = source, both of the same type and count.</summary>
    public static void Run(Backend from, View source, Backend to, View target)
    {
        switch (source.Type)
        {
            case ElementType.Float32: Run<float>(from, source, to, target); break;
            case ElementType.Float64: Run<double>(from, source, to, target); break;
            case ElementType.Int32: Run<int>(from, source, to, target); break;
            case ElementType.Int64: Run<long>(from, source, to, target); break;
            default: Run<bool>(from, source, to, target); break;
        }
    }

    private static void Run<T>(Backend from, View source, Backend to, View target) where T : unmanaged
    {
        var values = new T[source.Count];
        from.Download<T>(source, values);
        to.Upload<T>(values, target);
    }
}
