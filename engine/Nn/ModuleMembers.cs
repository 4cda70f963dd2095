using System.Collections.Concurrent;
using System.Reflection;

namespace NeuralCore.Nn;

/// <summary>Finds what a module is made of by its fields: the only place that reflects.</summary>
/// <remarks>
/// Order: base class first, within a type by declaration. A field's name is its own without the leading underscore and
/// with a lower-case start, or its <see cref="StateNameAttribute"/>; an array or list contributes the index. Null is
/// skipped, yet counts.
/// </remarks>
internal static class ModuleMembers
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, Member[]> Cache = [];

    /// <summary>The module's own parameters, then its state buffers, with their names.</summary>
    public static IEnumerable<(string Name, StateTensor State)> States(ModuleBase module) =>
        Items<Parameter>(module).Select(p => (p.Name, (StateTensor)p.Item))
            .Concat(Items<StateBuffer>(module).Select(b => (b.Name, (StateTensor)b.Item)));

    /// <summary>The modules right below, with their names.</summary>
    public static IEnumerable<(string Name, ModuleBase Module)> Children(ModuleBase module) => Items<ModuleBase>(module);

    /// <summary>Two names joined by a dot; an empty one vanishes.</summary>
    public static string Join(string first, string second) =>
        first.Length == 0 ? second : second.Length == 0 ? first : $"{first}.{second}";

    private static IEnumerable<(string Name, T Item)> Items<T>(ModuleBase module) where T : class
    {
        foreach (var (field, name, kind) in Cache.GetOrAdd(module.GetType(), Find))
        {
            if (kind != typeof(T)) continue;
            switch (field.GetValue(module))
            {
                case T item:
                    yield return (name, item);
                    break;
                case IEnumerable<T?> items:
                    var index = 0;
                    foreach (var item in items)
                    {
                        if (item is not null) yield return (Join(name, $"{index}"), item);
                        index++;
                    }
                    break;
            }
        }
    }

    private static Member[] Find(Type type)
    {
        List<Member> members = [];
        Stack<Type> lineage = [];
        for (var t = type; t.Assembly != typeof(ModuleBase).Assembly || !IsRoot(t); t = t.BaseType!) lineage.Push(t);
        foreach (var t in lineage)
            foreach (var field in t.GetFields(Own).OrderBy(f => f.MetadataToken))
                if (Kind(field) is { } kind) members.Add(new(field, Name(field), kind));
        return [.. members];
    }

    // The classes that every module derives from hold hooks and places, no state.
    private static bool IsRoot(Type type) =>
        type == typeof(ModuleBase) || type == typeof(Module) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Module<,>));

    private static Type? Kind(FieldInfo field)
    {
        foreach (var kind in (Type[])[typeof(Parameter), typeof(StateBuffer), typeof(ModuleBase)])
        {
            var holdsOne = kind.IsAssignableFrom(field.FieldType);
            if (!holdsOne && !typeof(IEnumerable<>).MakeGenericType(kind).IsAssignableFrom(field.FieldType)) continue;
            if (field.Name.StartsWith('<')) throw Hidden(field);
            return kind;
        }
        if (Mentions(field.FieldType))
            throw new UsageException(
                $"{field.DeclaringType!.Name}: the field '{field.Name}' is a {field.FieldType.Name}, " +
                "in which modules and parameters get no name; hold each in a field, an array or a list");
        return null;
    }

    private static UsageException Hidden(FieldInfo field)
    {
        var name = field.Name[1..field.Name.IndexOf('>')];
        var how = field.Name.EndsWith("k__BackingField", StringComparison.Ordinal) ? "an auto-property" : "a captured primary-constructor parameter";
        return new(
            $"{field.DeclaringType!.Name}: '{name}' ({field.FieldType.Name}) is held by {how}, so its name and place in the " +
            $"state dict would depend on the compiler; hold it in a field '_{char.ToLowerInvariant(name[0])}{name[1..]}'");
    }

    private static bool Mentions(Type type) =>
        !typeof(Delegate).IsAssignableFrom(type) && (type.HasElementType ? IsState(type.GetElementType()!) : type.GetGenericArguments().Any(IsState));

    private static bool IsState(Type type) =>
        typeof(ModuleBase).IsAssignableFrom(type) || typeof(StateTensor).IsAssignableFrom(type) || Mentions(type);

    private static string Name(FieldInfo field)
    {
        if (field.GetCustomAttribute<StateNameAttribute>() is { } given) return given.Name;
        var name = field.Name.TrimStart('_');
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private readonly record struct Member(FieldInfo Field, string Name, Type Kind);
}
