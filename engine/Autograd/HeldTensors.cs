using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeuralCore.Autograd;

/// <summary>Finds tensors where none may be: in an op's own fields, and in what it keeps as state.</summary>
/// <remarks>A backward pass that closes over such a tensor takes it for a constant: its gradient is right and the gradient of its gradient is not.</remarks>
internal static class HeldTensors
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Suspects = new();

    /// <summary>Throws if an op holds a tensor in a field.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void ThrowIfAny(Op op)
    {
        foreach (var field in Suspects.GetOrAdd(op.GetType(), Fields))
            if (In(field.GetValue(op)))
                throw new UsageException($"{op.Name} holds a tensor in its field '{field.Name}': an operation is a value without tensors; make it an input, or keep it from Forward to Backward with saved.Save(...)");
    }

    /// <summary>Whether a value is a tensor, or a collection or tuple with one.</summary>
    public static bool In(object? value) => value switch
    {
        Tensor => true,
        IEnumerable<Tensor?> tensors => tensors.Any(t => t is not null),
        ITuple tuple => Enumerable.Range(0, tuple.Length).Any(i => In(tuple[i])),
        _ => false,
    };

    // The fields that may hold a tensor by their type; numbers, shapes and enumerations cannot.
    private static FieldInfo[] Fields(Type type)
    {
        List<FieldInfo> fields = [];
        for (var t = type; t is not null && t != typeof(Op); t = t.BaseType)
            fields.AddRange(t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(MayHold));
        return [.. fields];
    }

    private static bool MayHold(FieldInfo field) =>
        !field.FieldType.IsPrimitive && !field.FieldType.IsEnum && field.FieldType != typeof(string)
        && (field.FieldType == typeof(object) || field.FieldType.IsAssignableTo(typeof(Tensor)) || field.FieldType.IsAssignableTo(typeof(IEnumerable<Tensor?>))
            || field.FieldType.IsAssignableTo(typeof(ITuple)) || typeof(System.Collections.IEnumerable).IsAssignableFrom(field.FieldType));
}
