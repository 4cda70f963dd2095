using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>Whether ILGPU can launch a kernel: the code that it makes for this stands in an assembly of its own, which sees public types only.</summary>
internal static class KernelVisibility
{
    private const string Runtime = "ILGPURuntime";

    /// <summary>Throws if a type of the kernel is hidden from ILGPU, which would only say "Access is denied".</summary>
    /// <exception cref="DeviceException">It is; the message names the type and what to do.</exception>
    public static void Check<K>() where K : struct, IKernel
    {
        if (Hidden(typeof(K), []) is not { } type) return;
        var remedy = type.IsNestedPrivate || type.IsNestedFamily
            ? "make it public"
            : $"make it public, or add [assembly: InternalsVisibleTo(\"{Runtime}\")] to {type.Assembly.GetName().Name}";
        throw new DeviceException($"kernel {KernelName.Of<K>()} cannot be launched: {type.Name.Split('`')[0]} is not public, and ILGPU's launching code sees public types only; {remedy}");
    }

    // The first type of a kernel, its type arguments and its fields that ILGPU does not see.
    private static Type? Hidden(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return null;
        for (var part = type; part is not null; part = part.DeclaringType)
            if (!IsSeen(part)) return part;
        IEnumerable<Type> parts = type.GetGenericArguments();
        if (type is { IsValueType: true, IsPrimitive: false, Namespace: not "ILGPU" })
            parts = parts.Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => field.FieldType));
        return parts.Select(part => Hidden(part, seen)).FirstOrDefault(hidden => hidden is not null);
    }

    private static bool IsSeen(Type type) =>
        type.IsPublic || type.IsNestedPublic
        || (!type.IsNestedPrivate && !type.IsNestedFamily
            && type.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Any(friend => friend.AssemblyName.Split(',')[0] == Runtime));
}
