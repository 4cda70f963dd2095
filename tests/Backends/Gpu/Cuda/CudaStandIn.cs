using System.Reflection;
using System.Reflection.Emit;
using ILGPU.Runtime.Cuda;

namespace NeuralCore.Tests.Backends.Gpu.Cuda;

/// <summary>Puts a driver written in C# where ILGPU calls NVIDIA's: every function of <see cref="CudaAPI"/> becomes a call of one delegate.</summary>
/// <remarks>
/// ILGPU's bindings are abstract methods that its friend, the assembly of its launchers, may override; so the class that does
/// this is emitted into an assembly of that name. The public class is for that assembly's sake.
/// </remarks>
public static class CudaStandIn
{
    private const string Friend = "ILGPURuntime";

    private static Func<string, object?[], CudaError>? _driver;

    /// <summary>Has the driver answer from now on, in this load context.</summary>
    /// <param name="driver">Gets a function's name and its arguments, into which it writes those that go out.</param>
    internal static void Install(Func<string, object?[], CudaError> driver)
    {
        _driver = driver;
        var api = Activator.CreateInstance(Emit())!;
        // The field is readonly, which a method made by hand need not heed.
        var field = typeof(CudaAPI).GetField("<CurrentAPI>k__BackingField", BindingFlags.Static | BindingFlags.NonPublic)!;
        Overwrite(field, api);
    }

    /// <summary>Writes a static field, also one that is readonly.</summary>
    internal static void Overwrite(FieldInfo field, object value)
    {
        _ = field.GetValue(null);
        var setter = new DynamicMethod("Set", null, [typeof(object)], field.DeclaringType!, skipVisibility: true);
        var code = setter.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Castclass, field.FieldType);
        code.Emit(OpCodes.Stsfld, field);
        code.Emit(OpCodes.Ret);
        setter.CreateDelegate<Action<object>>()(value);
    }

    /// <summary>What every emitted method calls.</summary>
    public static CudaError Answer(string function, object?[] arguments) => _driver!(function, arguments);

    private static Type Emit()
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new(Friend), AssemblyBuilderAccess.Run).DefineDynamicModule(Friend);
        var type = module.DefineType("StandIn", TypeAttributes.Public, typeof(CudaAPI));
        foreach (var method in typeof(CudaAPI).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(m => m.IsAbstract))
            if (method.ReturnType == typeof(CudaError)) EmitCall(type, method);
            else EmitTrue(type, method);
        return type.CreateType();
    }

    // IsSupported.
    private static void EmitTrue(TypeBuilder type, MethodInfo method)
    {
        var code = Override(type, method).GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Ret);
    }

    // Arguments in a box each, the call, and back what goes out.
    private static void EmitCall(TypeBuilder type, MethodInfo method)
    {
        var code = Override(type, method).GetILGenerator();
        var arguments = code.DeclareLocal(typeof(object[]));
        var parameters = method.GetParameters();
        code.Emit(OpCodes.Ldc_I4, parameters.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        code.Emit(OpCodes.Stloc, arguments);
        foreach (var (i, parameter) in parameters.Index())
        {
            var held = Held(parameter);
            code.Emit(OpCodes.Ldloc, arguments);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldarg, i + 1);
            if (parameter.ParameterType.IsByRef) code.Emit(OpCodes.Ldobj, held);
            if (held.IsValueType) code.Emit(OpCodes.Box, held);
            code.Emit(OpCodes.Stelem_Ref);
        }
        code.Emit(OpCodes.Ldstr, method.Name);
        code.Emit(OpCodes.Ldloc, arguments);
        code.Emit(OpCodes.Call, typeof(CudaStandIn).GetMethod(nameof(Answer))!);
        foreach (var (i, parameter) in parameters.Index().Where(p => p.Item.ParameterType.IsByRef))
        {
            code.Emit(OpCodes.Ldarg, i + 1);
            code.Emit(OpCodes.Ldloc, arguments);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldelem_Ref);
            code.Emit(OpCodes.Unbox_Any, Held(parameter));
            code.Emit(OpCodes.Stobj, Held(parameter));
        }
        code.Emit(OpCodes.Ret);
    }

    private static MethodBuilder Override(TypeBuilder type, MethodInfo method) => type.DefineMethod(
        method.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig, method.ReturnType, [.. method.GetParameters().Select(p => p.ParameterType)]);

    private static Type Held(ParameterInfo parameter) => parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
}
