import { DatabaseSync } from 'node:sqlite';
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { printed, type RunningLambda, startLambda } from './start-lambda.ts';

let lambda: RunningLambda;
beforeAll(async () => {
  lambda = await startLambda();
});
afterAll(() => lambda.stop());

describe('an invocation that is waited for', () => {
  test('answers what the handler returned', async () => {
    lambda.define('echo', 'exports.handler = async (event) => ({ got: event.n + 1 });');
    expect(await lambda.invoke('echo', { n: 1 })).toEqual({ value: { got: 2 }, error: undefined });
  });

  test('answers null when the handler returns nothing, and takes no payload as an empty object', async () => {
    lambda.define('keys', 'exports.handler = async (event) => Object.keys(event).length ? undefined : "empty";');
    expect((await lambda.invoke('keys', { a: 1 })).value).toBeNull();
    const answer = await lambda.client.send(new InvokeCommand({ FunctionName: 'keys' }));
    expect(answer.Payload?.transformToString()).toBe('"empty"');
  });

  test('takes a name, a partial ARN, a full ARN and $LATEST for the same function', async () => {
    lambda.define('named', 'exports.handler = async () => "here";');
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:named';
    for (const name of ['named', '000000000000:function:named', arn, `${arn}:$LATEST`]) {
      expect((await lambda.invoke(name, {})).value).toBe('here');
    }
  });

  test('of an unknown function or qualifier is ResourceNotFoundException', async () => {
    lambda.define('known', 'exports.handler = async () => 1;');
    await expect(lambda.invoke('unknown', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(lambda.invoke('known:prod', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('with a payload that is no JSON is InvalidRequestContentException', async () => {
    lambda.define('strict', 'exports.handler = async () => 1;');
    const command = new InvokeCommand({ FunctionName: 'strict', Payload: 'not json' });
    await expect(lambda.client.send(command)).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  test('over 6 MB is RequestTooLargeException', async () => {
    lambda.define('small', 'exports.handler = async () => 1;');
    const refused = lambda.invoke('small', { text: 'x'.repeat(7 * 1024 * 1024) });
    await expect(refused).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });

  test('as a dry run answers 204 and runs nothing', async () => {
    lambda.define('dry', 'exports.handler = async () => console.log("ran");');
    const answer = await lambda.client.send(new InvokeCommand({ FunctionName: 'dry', InvocationType: 'DryRun' }));
    expect(answer.StatusCode).toBe(204);
  });

  test('shows the tail of its log when asked', async () => {
    lambda.define('talkative', 'exports.handler = async () => { console.log("one"); console.error("two"); };');
    const answer = await lambda.client.send(new InvokeCommand({ FunctionName: 'talkative', LogType: 'Tail' }));
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toBe('one\ntwo');
  });
});

describe('an execution environment', () => {
  test('has the variables of the template and of Lambda, and none of the host', async () => {
    vi.stubEnv('SECRET_OF_THE_HOST', 'x');
    lambda.define('env', 'exports.handler = async () => process.env;', { environment: { TABLE: 'claims' } });
    const { value } = await lambda.invoke('env', {});
    expect(value).toMatchObject({
      TABLE: 'claims',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key-of-env',
      AWS_ENDPOINT_URL: lambda.url,
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
    });
    expect(value).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(value).not.toHaveProperty('HOME');
  });

  test('stays warm: the next invocation finds its module as the last one left it', async () => {
    lambda.define('counter', 'let n = 0; exports.handler = async () => ++n;');
    await lambda.invoke('counter', {});
    expect((await lambda.invoke('counter', {})).value).toBe(2);
  });

  test('has one invocation at a time: those at the same time have one each', async () => {
    const code = `const { threadId } = require('node:worker_threads');
      exports.handler = () => new Promise((resolve) => setTimeout(() => resolve(threadId), 500));`;
    lambda.define('parallel', code);
    const answers = await Promise.all([1, 2].map(() => lambda.invoke('parallel', {})));
    expect(new Set(answers.map(({ value }) => value)).size).toBe(2);
  });

  test('that becomes free serves those who wait for one that starts', async () => {
    lambda.define(
      'brief',
      'const { threadId } = require("node:worker_threads"); exports.handler = async () => threadId;',
    );
    const answers = await Promise.all(Array.from({ length: 50 }, () => lambda.host.invoke('brief', '{}')));
    expect(new Set(answers.map(({ payload }) => payload)).size).toBeLessThan(10);
  });

  test('gives the handler a context', async () => {
    const code = `exports.handler = async (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`;
    lambda.define('context', code, { timeoutSeconds: 5 });
    const { value } = await lambda.invoke('context', {});
    expect(value).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:context',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/context',
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(value.left).toBeGreaterThan(3000);
    expect(value.left).toBeLessThanOrEqual(5000);
  });

  test('runs the new code after the function was defined again', async () => {
    lambda.define('changing', 'exports.handler = async () => "old";');
    await lambda.invoke('changing', {});
    lambda.define('changing', 'exports.handler = async () => "new";', {});
    expect((await lambda.invoke('changing', {})).value).toBe('new');
  });

  test('hands on what is printed line by line, however it is written', async () => {
    const code = `exports.handler = async () => {
      process.stdout.write('{"half":'); process.stdout.write('1}\\n{"second":2}\\n'); process.stdout.write('{"last":3}');
    };`;
    lambda.define('writer', code);
    lambda.lines.length = 0;
    await lambda.invoke('writer', {});
    expect(lambda.lines).toEqual(['{"half":1}', '{"second":2}', '{"last":3}']);
  });
});

describe('a failure of the function', () => {
  test('that it throws is an unhandled function error with type, message and trace', async () => {
    lambda.define('thrower', 'exports.handler = async () => { throw new RangeError("too far"); };');
    lambda.lines.length = 0;
    const { value, error } = await lambda.invoke('thrower', {});
    expect(error).toBe('Unhandled');
    expect(value).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(value.trace).toContain('RangeError: too far');
    const [logged] = printed<Record<string, unknown>>(lambda.lines, 'message');
    expect(logged).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far', stackTrace: value.trace });
  });

  test('to answer in time ends the environment, even one that never yields', async () => {
    const code = 'let n = 0; exports.handler = async (e) => { n += 1; if (e.hang) for (;;); return n; };';
    lambda.define('hanging', code, { timeoutSeconds: 1 });
    const { value, error } = await lambda.invoke('hanging', { hang: true });
    expect(error).toBe('Unhandled');
    expect(value.errorType).toBe('Sandbox.Timedout');
    expect(value.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
    expect((await lambda.invoke('hanging', {})).value).toBe(1);
  });

  test('that exits is Runtime.ExitError', async () => {
    lambda.define('exiting', 'exports.handler = async () => process.exit(7);');
    const { value } = await lambda.invoke('exiting', {});
    expect(value).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(value.errorMessage).toMatch(/Runtime exited with error: exit status 7$/);
  });

  test('outside the handler ends the invocation with that error', async () => {
    const code = 'exports.handler = () => new Promise(() => setTimeout(() => { throw new Error("later"); }, 5));';
    lambda.define('late', code);
    expect((await lambda.invoke('late', {})).value).toMatchObject({ errorType: 'Error', errorMessage: 'later' });
    lambda.define(
      'unheard',
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
    );
    const { value } = await lambda.invoke('unheard', {});
    expect(value).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' });
  });

  test('to start is reported by type, and tried again at the next invocation', async () => {
    lambda.define('broken', 'throw new TypeError("no config");');
    expect((await lambda.invoke('broken', {})).value).toMatchObject({ errorType: 'TypeError' });
    lambda.define('broken', 'require("not-there");');
    expect((await lambda.invoke('broken', {})).value).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
    lambda.define('broken', 'const = 1;');
    expect((await lambda.invoke('broken', {})).value).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
    lambda.define('broken', 'exports.other = 1;');
    expect((await lambda.invoke('broken', {})).value).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
    lambda.define('broken', 'exports.handler = (event, context, callback) => callback();');
    expect((await lambda.invoke('broken', {})).value).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
  });
});

describe('reserved concurrency', () => {
  test('refuses more invocations at one time with TooManyRequestsException', async () => {
    const code = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 300));';
    lambda.define('reserved', code, { reservedConcurrency: 1 });
    const first = lambda.invoke('reserved', {});
    await vi.waitFor(() =>
      expect(lambda.invoke('reserved', {})).rejects.toMatchObject({ name: 'TooManyRequestsException' }),
    );
    await first;
  });
});

describe('what the host says about functions', () => {
  test('is their configuration, one by one and in a list', async () => {
    lambda.define('told', 'exports.handler = async () => 1;', { timeoutSeconds: 42, reservedConcurrency: 3 });
    const FunctionName = 'told';
    const configuration = await lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(configuration).toMatchObject({ FunctionName, Timeout: 42, MemorySize: 128, Runtime: 'nodejs24.x' });
    const whole = await lambda.client.send(new GetFunctionCommand({ FunctionName }));
    expect(whole.Concurrency?.ReservedConcurrentExecutions).toBe(3);
    const { Functions } = await lambda.client.send(new ListFunctionsCommand({}));
    expect(Functions?.map((each) => each.FunctionName)).toContain('told');
  });

  test('of one that is not there is ResourceNotFoundException', async () => {
    const asked = lambda.client.send(new GetFunctionCommand({ FunctionName: 'nowhere' }));
    await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('an invocation nobody waits for', () => {
  const failing =
    'exports.handler = async (event) => { console.log(JSON.stringify({ ran: event })); throw new Error("no"); };';

  test('is accepted with 202 and runs by itself', async () => {
    lambda.define('later', 'exports.handler = async (event) => console.log(JSON.stringify({ later: event.n }));');
    lambda.lines.length = 0;
    const command = new InvokeCommand({ FunctionName: 'later', InvocationType: 'Event', Payload: '{"n":1}' });
    expect((await lambda.client.send(command)).StatusCode).toBe(202);
    await vi.waitFor(() => expect(lambda.lines).toEqual(['{"later":1}']));
  });

  test('is tried twice more, then told to the on-failure queue', async () => {
    const own = await startLambda({ asyncRetryDelaysMs: [5, 5] });
    own.define('failing', failing);
    const Destination = await own.queue('failed');
    own.host.configureEventInvoke('failing', { DestinationConfig: { OnFailure: { Destination } } });
    await own.host.invoke('failing', '{"n":1}', { type: 'Event' });
    await vi.waitFor(async () => expect((await own.depth('failed')).visible).toBe(1), 3000);
    expect(printed(own.lines, 'ran')).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    const QueueUrl = `${own.url}/000000000000/failed`;
    const { Messages } = await own.sqs.handle('ReceiveMessage', { QueueUrl }, { accessKeyId: 'test' });
    const body = JSON.parse((Messages as { Body: string }[])[0]?.Body ?? '');
    expect(body).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no' },
    });
    await own.stop();
  });

  test('is not lost when the host stops before its retry', async () => {
    const db = new DatabaseSync(':memory:');
    const first = await startLambda({ db, asyncRetryDelaysMs: [50, 50] });
    first.define('failing', failing);
    await first.host.invoke('failing', '{"n":2}', { type: 'Event' });
    await vi.waitFor(() => expect(printed(first.lines, 'ran')).toHaveLength(1));
    await first.stop();
    const second = await startLambda({ db });
    second.define('failing', 'exports.handler = async (event) => console.log(JSON.stringify({ again: event }));');
    second.host.resume();
    await vi.waitFor(() => expect(printed(second.lines, 'again')).toEqual([{ n: 2 }]));
    await second.stop();
  });
});
