namespace NeuralCore.Backends.Gpu;

/// <summary>A kernel's name in messages: its type with the type arguments, namespaces left out.</summary>
internal static class KernelName
{
    /// <summary>The name of a kernel.</summary>
    public static string Of<K>() where K : struct, IKernel => Of(typeof(K));

    /// <summary>The name of a kernel, or of one of its type arguments.</summary>
    public static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }
}
