using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mono.Cecil;
using NeuralCore.Autograd;

namespace NeuralCore.Tests.Architecture;

/// <summary>The arrows of ARCHITECTURE.md, read off the compiled engine: each floor uses only those above it on that page.</summary>
public sealed partial class FloorTests
{
    private static readonly string[] Floors =
    [
        "Errors", "Memory", "Backends", "Tensors", "Autograd", "Ops", "Nn", "Serialization", "Optim", "Training", "Checking",
    ];

    [Fact]
    public void Each_floor_uses_only_those_above_it_on_the_page()
    {
        var floorOf = FloorsBySource();
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Op).Assembly.Location);
        var uses = 0;
        List<string> wrong = [];
        foreach (var type in assembly.MainModule.GetTypes())
        {
            if (floorOf(Outermost(type).Name) is not { } floor) continue;
            foreach (var used in References(type).Select(Outermost).Where(t => t.Scope == assembly.MainModule).Select(t => t.Name).Distinct())
            {
                if (floorOf(used) is not { } other || other == floor) continue;
                uses++;
                if (Array.IndexOf(Floors, other) > Array.IndexOf(Floors, floor)) wrong.Add($"{floor}/{type.Name} uses {other}/{used}");
            }
        }
        Assert.True(uses > 500, $"only {uses} uses between floors were found; the test sees too little");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Every_source_folder_of_the_engine_is_a_floor()
    {
        var folders = Directory.GetDirectories(EngineFolder()).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));
        Assert.Equal(Floors.Order(), folders.Order());
    }

    [Fact]
    public void Data_knows_tensors_and_nothing_above_them()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(global::NeuralCore.Data.Pca).Assembly.Location);
        var floorOf = FloorsBySource();
        var used = assembly.MainModule.GetTypeReferences().Where(t => t.Scope.Name == "NeuralCore.Engine").Select(t => t.Name).Distinct();
        string[] allowed = ["Errors", "Memory", "Backends", "Tensors"];
        Assert.DoesNotContain(used, name => floorOf(name) is { } floor && !allowed.Contains(floor));
    }

    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        List<TypeReference?> found = [type.BaseType, .. type.Interfaces.Select(i => i.InterfaceType), .. type.Fields.Select(f => f.FieldType)];
        foreach (var method in type.Methods)
        {
            found.AddRange([method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)]);
            if (!method.HasBody) continue;
            found.AddRange(method.Body.Variables.Select(v => v.VariableType));
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is TypeReference operand) found.Add(operand);
                if (instruction.Operand is MemberReference member) found.Add(member.DeclaringType);
            }
        }
        return found.OfType<TypeReference>().SelectMany(Parts);
    }

    // A generic instance or an array names several types.
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericParameter or FunctionPointerType => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    // Types of the root namespace stand in the folder of their floor, so the source says which it is.
    private static Func<string, string?> FloorsBySource()
    {
        Dictionary<string, string> floors = [];
        foreach (var floor in Floors)
            foreach (var file in Directory.EnumerateFiles(Path.Combine(EngineFolder(), floor), "*.cs", SearchOption.AllDirectories))
                foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
                    floors[match.Groups[1].Value] = floor;
        return name => floors.GetValueOrDefault(name.Split('`')[0]);
    }

    private static string EngineFolder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "engine"));

    [GeneratedRegex(@"^(?:public|internal)[\w ]*? (?:class|struct|record struct|record|interface|enum|delegate [\w<>\[\]?]+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
