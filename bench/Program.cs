using BenchmarkDotNet.Running;
using NeuralCore.Bench;
using NeuralCore.Bench.Bandwidth;

switch (args)
{
    case ["layers", .. var rest]:
        return Layers.Run(rest);
    case ["quick-bandwidth", .. var rest]:
        QuickBandwidth.Run(rest is [var name, ..] ? name : "");
        return 0;
    case ["bandwidth", .. var rest]:
        BenchmarkRunner.Run<BandwidthBenchmarks>(args: rest);
        return 0;
    default:
        Console.Error.WriteLine("dotnet run -c Release --project bench -- layers [--threads N] [--only TEXT] [--seconds S]");
        Console.Error.WriteLine("dotnet run -c Release --project bench -- quick-bandwidth [part of a name]");
        Console.Error.WriteLine("dotnet run -c Release --project bench -- bandwidth [BenchmarkDotNet's options]");
        return 2;
}
